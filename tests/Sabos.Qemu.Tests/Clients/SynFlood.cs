using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>SYNs with sources that nobody is behind, a third of them on the image's own link, sent at a steady rate.</summary>
internal sealed class SynFlood : IDisposable
{
    private const int PerSecond = 5000;
    private const int IpHeader = 20;
    private const int TcpHeader = 40;

    // MSS 1460, SACK permitted, timestamps, window scale 7: as Linux sends them.
    private static readonly byte[] s_options = [2, 4, 0x05, 0xB4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];

    private readonly Random _random = new(1);
    private readonly byte[] _packet = new byte[IpHeader + TcpHeader];
    private readonly Socket _socket;
    private readonly IPEndPoint _target;

    /// <param name="socket">A raw socket that takes whole IP packets.</param>
    /// <param name="target">Where to.</param>
    public SynFlood(Socket socket, IPEndPoint target)
    {
        _socket = socket;
        _target = target;
    }

    /// <summary>Sends so many.</summary>
    public async Task SendAsync(int count, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        long start = Stopwatch.GetTimestamp();
        int sent = 0;
        while (sent < count && await timer.WaitForNextTickAsync(cancellation))
        {
            int due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * PerSecond));
            for (; sent < due; sent++)
            {
                WriteSyn();
                _socket.SendTo(_packet, _target);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private void WriteSyn()
    {
        Span<byte> packet = _packet;
        Span<byte> tcp = packet[IpHeader..];
        packet.Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 6;
        WriteSource(packet[12..16]);
        _target.Address.TryWriteBytes(packet[16..20], out _);

        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)_random.Next(1024, 65_536));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)_target.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], (uint)_random.NextInt64(1L << 32));
        tcp[12] = TcpHeader / 4 << 4;
        tcp[13] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 64_240);
        s_options.CopyTo(tcp[20..]);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(packet[12..20], tcp));
    }

    private void WriteSource(Span<byte> source)
    {
        if (_random.Next(3) == 0)
        {
            _target.Address.TryWriteBytes(source, out _);
            source[3] = (byte)_random.Next(3, 255);
            return;
        }

        // 32.0.0.0 to 95.255.255.254: somebody else's.
        BinaryPrimitives.WriteUInt32BigEndian(source, (uint)_random.Next(0x2000_0000, 0x6000_0000));
    }

    private static ushort Checksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> segment)
    {
        uint sum = 6 + (uint)segment.Length;
        for (int i = 0; i < addresses.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(addresses[i..]);
        for (int i = 0; i < segment.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(segment[i..]);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }
}
