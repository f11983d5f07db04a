using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using Sabos.Net;
using Sabos.SelfTest;
using Sabos.Sockets;
using TcpListener = System.Net.Sockets.TcpListener;

namespace Sabos.Image.SelfTests;

/// <summary>What an attacker off the path must not be able to guess (RFC 6528, RFC 6056), as seen on the loopback wire.</summary>
internal sealed class UnpredictabilityTests(NetworkLoop loop)
{
    private const int Connections = 8;

    public IEnumerable<ISelfTest> All =>
    [
        new DelegateSelfTest("tcp.initial-sequence-numbers", InitialSequenceNumbers),
    ];

    private void InitialSequenceNumbers()
    {
        List<(uint Sequence, ushort Port)> opened = Capture();
        Check.True(opened.Count >= Connections, $"only {opened.Count} of {Connections} connections were seen on the wire");

        HashSet<uint> sequenceSteps = [];
        HashSet<int> portSteps = [];
        for (int i = 1; i < opened.Count; i++)
        {
            sequenceSteps.Add(opened[i].Sequence - opened[i - 1].Sequence);
            portSteps.Add(opened[i].Port - opened[i - 1].Port);
        }

        Check.True(sequenceSteps.Count > opened.Count / 2, "initial sequence numbers advance by equal steps");
        Check.True(portSteps.Count > opened.Count / 2, "source ports advance by equal steps");
    }

    /// <summary>Opens connections to a listener of the test's own and reads their SYNs with a raw socket.</summary>
    private List<(uint Sequence, ushort Port)> Capture()
    {
        RawSocket raw;
        using (loop.Enter())
            raw = loop.Stack.CreateRawSocket(IpProtocol.Tcp, ipv6: false);
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start(Connections);
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            for (int i = 0; i < Connections; i++)
            {
                using TcpClient client = new(AddressFamily.InterNetwork);
                client.Connect(IPAddress.Loopback, port);
            }

            return ReadSyns(raw, (ushort)port);
        }
        finally
        {
            using (loop.Enter())
                raw.Close();
        }
    }

    private List<(uint Sequence, ushort Port)> ReadSyns(RawSocket raw, ushort listenerPort)
    {
        const int FlagsOffset = 13;
        const byte SynOnly = 0x02;
        const byte SynAndAck = 0x12;
        List<(uint Sequence, ushort Port)> found = [];
        Span<byte> packet = stackalloc byte[128];
        using (loop.Enter())
        {
            while (raw.Receive(packet, out DatagramReceived received) == TransportError.None)
            {
                ReadOnlySpan<byte> segment = packet[..received.Copied][((packet[0] & 0xF) * 4)..];
                bool toListener = segment.Length > FlagsOffset && BinaryPrimitives.ReadUInt16BigEndian(segment[2..]) == listenerPort;
                if (toListener && (segment[FlagsOffset] & SynAndAck) == SynOnly)
                    found.Add((BinaryPrimitives.ReadUInt32BigEndian(segment[4..]), BinaryPrimitives.ReadUInt16BigEndian(segment)));
            }
        }

        return found;
    }
}
