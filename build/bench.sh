#!/usr/bin/env bash
# Runs the benchmarks:  ./build/bench.sh [name] [arguments]    (no name: says which there are)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

project=benchmarks/Microsoft.ML.DeepModels.Benchmarks
./build/setup.sh
dotnet build "$project" -c Release --nologo -v quiet -m:2
exec dotnet run --project "$project" -c Release --no-build -- "$@"
