using System.Diagnostics.CodeAnalysis;

namespace Sabos.Hal;

/// <summary>The width of one access to a port, a register or configuration space; the value is the number of bytes.</summary>
[SuppressMessage("Design", "CA1027:Mark enums with FlagsAttribute", Justification = "Widths are powers of two, but they do not combine.")]
public enum AccessWidth
{
    Byte = 1,
    Word = 2,
    Dword = 4,
}
