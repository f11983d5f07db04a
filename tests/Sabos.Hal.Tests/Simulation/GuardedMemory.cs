using System;
using System.Runtime.InteropServices;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>Memory with a band of known bytes before and after it, so that a write outside shows.</summary>
internal sealed unsafe class GuardedMemory : IDisposable
{
    private const int Guard = 4096;
    private const byte Pattern = 0xA5;

    private readonly int _length;
    private byte* _start;

    public GuardedMemory(int length)
    {
        _length = length;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)(length + (2 * Guard)), 4096);
        new Span<byte>(_start, length + (2 * Guard)).Fill(Pattern);
        Span.Clear();
    }

    public byte* Address => _start + Guard;

    public Span<byte> Span => new(_start + Guard, _length);

    public bool GuardsIntact
        => !new ReadOnlySpan<byte>(_start, Guard).ContainsAnyExcept(Pattern)
            && !new ReadOnlySpan<byte>(_start + Guard + _length, Guard).ContainsAnyExcept(Pattern);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
