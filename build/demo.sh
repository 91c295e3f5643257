#!/usr/bin/env bash
# Runs the example of a model family:  ./build/demo.sh [family] [arguments]    (no family: cnn)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

declare -A examples=([cnn]=examples/ImageClassification [rnn]=examples/Sequences)

family=cnn
if [ $# -gt 0 ] && [[ $1 != -* ]]; then family=$1; shift; fi
[ -n "${examples[$family]:-}" ] || fail "there is no family '$family'; there is: ${!examples[*]}"

./build/setup.sh
# Apart from the run, so that nothing of the build is between the program and the terminal.
echo "demo: building ${examples[$family]} (a minute or two the first time)"
dotnet build "${examples[$family]}" -c Release --nologo -v quiet -m:2 -clp:NoSummary
exec dotnet run --project "${examples[$family]}" -c Release --no-build -- "$@"
