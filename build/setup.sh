#!/usr/bin/env bash
# Gets a fresh Debian machine (with the .NET SDK and git) ready to build, and chooses where ML.NET and TorchSharp come from:
# the official packages where the configured NuGet sources have them, else the stand-ins in compat/. Run it any number of times.
#   DEPENDENCY_SOURCE=StandIns|Packages   chooses instead
#   Torch_DIR or CMAKE_PREFIX_PATH        name another libtorch for the stand-ins than Debian's
#   --no-install                          only chooses, and fails where something is missing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/common.sh

install=yes
case ${1:-} in
    '') ;;
    --no-install) install=no ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac

choice_file=build/Dependencies.local.props
choice='' reason='' native=''

recorded() { [ ! -f "$choice_file" ] || sed -n "s:.*<$1[^>]*>\(.*\)</$1>.*:\1:p" "$choice_file" | head -n 1; }

# Restores the real packages, from a folder below the repository so that the user's own NuGet.config applies, and nothing of ours.
restores() { # PACKAGE=VERSION...
    local probe=build/obj/probe
    rm -rf "$probe"
    mkdir -p "$probe"
    for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$probe/$name"; done
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
        for package in "$@"; do echo "<PackageReference Include=\"${package%=*}\" Version=\"[${package#*=}]\" />"; done
        echo '</ItemGroup></Project>'
    } > "$probe/probe.csproj"
    NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=2 dotnet restore "$probe/probe.csproj" --nologo > "$probe/log" 2>&1
}

choose() {
    case ${DEPENDENCY_SOURCE:-} in
        StandIns | Packages) choice=$DEPENDENCY_SOURCE reason='DEPENDENCY_SOURCE says so'; return ;;
        '') ;;
        *) fail "DEPENDENCY_SOURCE is '$DEPENDENCY_SOURCE'; it must be StandIns or Packages" ;;
    esac
    local probed
    probed=$(recorded SetupProbed)
    if [ "$probed" = true ]; then
        choice=$(recorded SetupDependencySource) reason="as found before; delete $choice_file to ask again" native=$(recorded SetupTorchNativePackage)
        return
    fi
    local ml=${MicrosoftMLVersion:-$(default_of MicrosoftMLVersion)} torch=${TorchSharpVersion:-$(default_of TorchSharpVersion)}
    if restores "Microsoft.ML=$ml" "Microsoft.ML.ImageAnalytics=$ml" "TorchSharp=$torch"; then
        choice=Packages reason="Microsoft.ML $ml and TorchSharp $torch restore from the configured NuGet sources"
        if [ -z "${TorchNativePackage:-}" ] && ! restores "TorchSharp-cpu=$torch"; then
            native=none
            reason+='; TorchSharp-cpu does not, so libtorch must be on the library path'
        fi
    else
        choice=StandIns
        reason="the configured NuGet sources do not have Microsoft.ML $ml and TorchSharp $torch"
    fi
}

# The props file: whole or not at all, for a build may be reading it.
record() {
    local probed=true temporary
    [ -z "${DEPENDENCY_SOURCE:-}" ] || probed=false
    temporary=$(mktemp build/Dependencies.local.props.XXXXXX)
    chmod 644 "$temporary"
    {
        echo '<Project>'
        echo '  <!-- Written by build/setup.sh; delete it to choose anew. -->'
        echo '  <PropertyGroup>'
        echo "    <SetupDependencySource>$choice</SetupDependencySource>"
        echo "    <SetupProbed>$probed</SetupProbed>"
        [ -z "$native" ] || echo "    <SetupTorchNativePackage>$native</SetupTorchNativePackage>"
        echo '  </PropertyGroup>'
        echo '</Project>'
    } > "$temporary"
    if cmp -s "$temporary" "$choice_file"; then rm "$temporary"; else mv "$temporary" "$choice_file"; fi
}

# What only the system's package manager has, and is not there.
missing_packages() {
    [ "$choice" = StandIns ] || return 0
    if ! command -v dpkg-query > /dev/null; then
        for tool in cmake c++ make; do command -v "$tool" > /dev/null || echo "$tool"; done
        return
    fi
    local wanted=(cmake make g++ libopencv-imgcodecs-dev)
    [ -n "${Torch_DIR:-}${CMAKE_PREFIX_PATH:-}" ] || wanted+=(libtorch-dev libopenblas0-pthread)
    for package in "${wanted[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || echo "$package"
    done
}

install_packages() {
    command -v apt-get > /dev/null || fail "this needs $*; install them with this system's package manager"
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo > /dev/null || fail "this needs $*; run ./build/setup.sh as root, or install sudo"
        root=(sudo)
    fi
    echo "setup: installing $*"
    "${root[@]}" apt-get update -q > build/obj/apt.log 2>&1 || echo "setup: apt-get update failed (build/obj/apt.log), going on with the package lists there are"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >> build/obj/apt.log 2>&1 ||
        { tail -n 20 build/obj/apt.log >&2; fail "apt-get could not install $*"; }
}

command -v dotnet > /dev/null || fail 'the .NET SDK 10 is missing: https://dotnet.microsoft.com/download'
mkdir -p build/obj
choose
record
mapfile -t missing < <(missing_packages)
if [ "${#missing[@]}" -gt 0 ]; then
    [ "$install" = yes ] || fail "missing: ${missing[*]}; run ./build/setup.sh"
    install_packages "${missing[@]}"
fi
echo "setup: $choice ($reason)"
