#!/usr/bin/env bash
# Runs the benchmarks:  ./build/bench.sh [name] [arguments]    (no name: says which there are)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

project=benchmarks/Microsoft.ML.DeepModels.Benchmarks
./build/setup.sh
# Speed is compared with PyTorch; Debian's is built on the same libtorch as ours. Nothing else needs it.
python=${PYTORCH_PYTHON:-/usr/bin/python3}
if [ -n "${1:-}" ] && [ "$1" != accuracy ] && ! "$python" -c 'import torch' 2> /dev/null; then
    [ -z "${PYTORCH_PYTHON:-}" ] || fail "$PYTORCH_PYTHON has no module torch"
    command -v apt-get > /dev/null || fail 'this needs a Python with torch; name it by PYTORCH_PYTHON'
    root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    echo 'bench: installing python3-torch'
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-torch > build/obj/apt-torch.log 2>&1 ||
        { tail -n 20 build/obj/apt-torch.log >&2; fail 'apt-get could not install python3-torch'; }
fi
echo "bench: building $project (a minute or two the first time)"
dotnet build "$project" -c Release --nologo -v quiet -m:2 -clp:NoSummary
exec dotnet run --project "$project" -c Release --no-build -- "$@"
