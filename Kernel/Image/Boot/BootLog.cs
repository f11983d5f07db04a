using System;

namespace Sabos.Image;

/// <summary>Lines of the kernel on the console.</summary>
internal sealed class BootLog(LogLevel level)
{
    public void Warn(string line) => Write(LogLevel.Warning, line);

    public void Inform(string line) => Write(LogLevel.Information, line);

    public void Debug(string line) => Write(LogLevel.Debug, line);

    private void Write(LogLevel of, string line)
    {
        if (of <= level)
            Console.WriteLine($"sabos: {line}");
    }
}
