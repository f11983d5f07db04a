using System;
using Microsoft.Win32.SafeHandles;

namespace Sabos.Wire;

/// <summary>Ends a poll(2) of another thread, the present one or the next.</summary>
internal sealed class WakeUp : IDisposable
{
    private const int NonBlocking = 0x800; // EFD_NONBLOCK

    private readonly SafeFileHandle _event = Libc.EventDescriptor(0, NonBlocking);

    public int Descriptor => (int)_event.DangerousGetHandle();

    public void Raise() => Libc.Write(Descriptor, BitConverter.GetBytes(1L));

    public void Lower() => Libc.Read(Descriptor, stackalloc byte[sizeof(long)]);

    public void Dispose() => _event.Dispose();
}
