#!/usr/bin/env bash
# Runs the example of a model family:  ./build/demo.sh [family] [arguments]    (no family: cnn)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

# The project of each family, and what it has to be told to be the demo of this one.
declare -A examples=([cnn]=examples/ImageClassification [rnn]=examples/Sequences [vae]='examples/Generative --task vae' [gan]='examples/Generative --task gan' [transfer]=examples/TransferLearning)

family=cnn
if [ $# -gt 0 ] && [[ $1 != -* ]]; then family=$1; shift; fi
[ -n "${examples[$family]:-}" ] || fail "there is no family '$family'; there is: ${!examples[*]}"

read -r project settings <<< "${examples[$family]}"
./build/setup.sh
# Apart from the run, so that nothing of the build is between the program and the terminal.
echo "demo: building $project (a minute or two the first time)"
dotnet build "$project" -c Release --nologo -v quiet -m:2 -clp:NoSummary
# shellcheck disable=SC2086 # settings are words
exec dotnet run --project "$project" -c Release --no-build -- $settings "$@"
