#!/usr/bin/env bash
# Runs every test. Arguments go to `dotnet test`, for instance --filter; properties (-p:...) to the build, too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

./build/setup.sh
results=artifacts/test-results
rm -rf "$results"
properties=()
for argument in "$@"; do
    case $argument in -p:* | --property:*) properties+=("$argument") ;; esac
done
status=0
# Everything is built, the examples and benchmarks too; `dotnet test` would build the tests only.
echo "test: building everything (some minutes the first time)"
dotnet build DeepModels.sln -c Release --nologo -m:2 -v quiet -clp:NoSummary "${properties[@]}" || { echo "tests ($(chosen)): passed 0, failed 1, skipped 0 (the build failed)"; exit 1; }
dotnet test DeepModels.sln -c Release --nologo --no-build -v quiet --logger 'console;verbosity=minimal' --logger trx --results-directory "$results" "$@" || status=$?

# The counts of every test assembly's report; none means that the build failed.
count() { cat "$results"/*.trx 2> /dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(count passed) failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
skipped=$(($(count total) - $(count executed)))
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
[ "$passed" -gt 0 ] || status=1
echo "tests ($(chosen)): passed $passed, failed $failed, skipped $skipped"
exit "$status"
