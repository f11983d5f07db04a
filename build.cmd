@rem The image is linked by Linux tools, so on Windows the same build runs under WSL.
@wsl --cd "%~dp0" ./build.sh %*
