#!/usr/bin/env bash
# Runs the benchmarks:  ./build/bench.sh [name] [arguments]    (no name: says which there are)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

project=benchmarks/Microsoft.ML.DeepModels.Benchmarks
./build/setup.sh
# Speed is compared with PyTorch, and backbones with torchvision; Debian's are built on the same libtorch as ours. Nothing else needs them.
python=${PYTORCH_PYTHON:-/usr/bin/python3}
modules=()
case ${1:-}/${2:-} in
    transfer/* | accuracy/transfer) modules=(torch torchvision) ;;
    / | accuracy/*) ;;
    *) modules=(torch) ;;
esac
missing=()
for module in "${modules[@]}"; do
    "$python" -c "import $module" 2> /dev/null || missing+=("$module")
done
if [ "${#missing[@]}" -gt 0 ]; then
    [ -z "${PYTORCH_PYTHON:-}" ] || fail "$PYTORCH_PYTHON lacks: ${missing[*]}"
    command -v apt-get > /dev/null || fail "this needs a Python with ${modules[*]}; name it by PYTORCH_PYTHON"
    root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    packages=("${missing[@]/#/python3-}")
    echo "bench: installing ${packages[*]}"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" > build/obj/apt-torch.log 2>&1 ||
        { tail -n 20 build/obj/apt-torch.log >&2; fail "apt-get could not install ${packages[*]}"; }
fi
echo "bench: building $project (a minute or two the first time)"
dotnet build "$project" -c Release --nologo -v quiet -m:2 -clp:NoSummary
exec dotnet run --project "$project" -c Release --no-build -- "$@"
