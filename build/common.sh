# Shared by the scripts of this folder, which have changed to the repository's root before.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

fail() {
    echo "$(basename "$0" .sh): $*" >&2
    exit 1
}

# A property's default in build/Dependencies.props.
default_of() { sed -n "s:.*<$1 Condition[^>]*>\([^$<]*\)</$1>.*:\1:p" build/Dependencies.props | head -n 1; }

# What setup chose.
chosen() { sed -n 's:.*<SetupDependencySource>\(.*\)</SetupDependencySource>.*:\1:p' build/Dependencies.local.props; }
