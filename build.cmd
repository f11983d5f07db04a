@rem The image is linked by Linux tools, so on Windows the same build runs under WSL, which knows this directory and the caller's by other names.
@setlocal
@set "CALLER_DIRECTORY=%CD%"
@set "WSLENV=%WSLENV%:CALLER_DIRECTORY/p"
@wsl --cd "%~dp0." ./build.sh %*
