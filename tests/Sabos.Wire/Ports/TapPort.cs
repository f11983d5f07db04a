using System;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sabos.Wire;

/// <summary>A TAP device of Linux, in the network namespace of the thread that opens it.</summary>
public sealed class TapPort : IFramePort
{
    private readonly SafeFileHandle _file;

    /// <param name="name">Such as tap0; a device of this name is made if there is none, and then lasts as long as the port.</param>
    /// <exception cref="IOException">The device cannot be had.</exception>
    public TapPort(string name)
    {
        _file = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (Libc.AttachTap(_file, Encoding.ASCII.GetBytes(name)) < 0 || Libc.SetNonBlocking(_file) < 0)
        {
            string problem = Libc.LastError;
            _file.Dispose();
            throw new IOException($"TAP device {name}: {problem}");
        }
    }

    public int ReceivingDescriptor => (int)_file.DangerousGetHandle();

    public int SendingDescriptor => ReceivingDescriptor;

    public int Receive(Span<byte> buffer) => Math.Max(Libc.Read(ReceivingDescriptor, buffer), 0);

    /// <inheritdoc/>
    /// <remarks>A write into a TAP device is Linux's receive path at once: it is never full.</remarks>
    public PortOutcome Send(ReadOnlySpan<byte> frame) => Libc.Write(SendingDescriptor, frame) < 0 ? PortOutcome.Absent : PortOutcome.Sent;

    public void Dispose() => _file.Dispose();
}
