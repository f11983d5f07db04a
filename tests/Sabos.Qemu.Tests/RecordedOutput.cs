using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>A test output that the test itself reads.</summary>
internal sealed class RecordedOutput : ITestOutputHelper
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public void WriteLine(string message) => _text.AppendLine(message);

    public void WriteLine(string format, params object[] args) => _text.AppendLine(string.Format(CultureInfo.InvariantCulture, format, args));
}
