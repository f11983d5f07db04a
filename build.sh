#!/usr/bin/env bash
# Builds, runs and tests Sabos: ./build.sh --help
set -euo pipefail
export CALLER_DIRECTORY="${CALLER_DIRECTORY:-$PWD}"
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download, or https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 1
fi

# No compiler or build server outlives the command that started it.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

exec dotnet run --project build -- "$@"
