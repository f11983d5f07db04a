using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Net.Simulation;
using Sabos.Wire;
using Xunit;

namespace Sabos.Interop.Tests;

public sealed class RelayTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sabos");
    private readonly Socket _left;
    private readonly Socket _right;

    public RelayTests()
    {
        _left = Station("left");
        _right = Station("right");
    }

    [Fact]
    public async Task Frames_MoreThanThePortsHold_AllArriveInOrder()
    {
        const int Frames = 2_000;
        using Relay relay = Start(new FaultProfile());

        Task sending = SendAsync(_left, "left", Frames, length: 1_514);
        List<byte[]> arrived = await ReceiveAsync(_right, Frames);
        await sending;

        for (int i = 0; i < Frames; i++)
        {
            Assert.Equal(1_514, arrived[i].Length);
            Assert.Equal(i, BitConverter.ToInt32(arrived[i]));
        }

        Assert.Equal(Frames, relay.ToRight.Frames);
        Assert.Equal(0, relay.ToLeft.Frames);
    }

    [Fact]
    public async Task Frame_OnADelayedWire_ArrivesNoSooner()
    {
        using Relay relay = Start(new FaultProfile { Delay = TimeSpan.FromMilliseconds(30) });
        long sent = Stopwatch.GetTimestamp();

        await SendAsync(_right, "right", 1, length: 60);
        await ReceiveAsync(_left, 1);

        Assert.True(Stopwatch.GetElapsedTime(sent) >= TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task Frames_OnALossyWire_ArriveButThoseCountedLost()
    {
        const int Frames = 1_000;
        using Relay relay = Start(new FaultProfile { Loss = 0.1 });

        Task sending = SendThenMarkTheEndAsync();
        int arrived = 0;
        while ((await ReceiveAsync(_right, 1))[0].Length == 60)
            arrived++;
        await sending;

        Assert.InRange(relay.ToRight.Lost, 1, Frames / 5);
        Assert.Equal(Frames - relay.ToRight.Lost, arrived);

        async Task SendThenMarkTheEndAsync()
        {
            await SendAsync(_left, "left", Frames, length: 60);
            relay.Change(new FaultProfile());
            await SendAsync(_left, "left", 1, length: 61);
        }
    }

    [Fact]
    public async Task Frame_ToNobody_IsDroppedAndTheWireGoesOn()
    {
        using Relay relay = Start(new FaultProfile());
        _right.Dispose();
        File.Delete(PathOf("right"));
        await SendAsync(_left, "left", 10, length: 60);

        using Socket again = Station("right");
        await SendAsync(again, "right", 1, length: 60);
        await ReceiveAsync(_left, 1);
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _directory.Delete(recursive: true);
    }

    private static async Task<List<byte[]>> ReceiveAsync(Socket socket, int frames)
    {
        List<byte[]> received = [];
        byte[] buffer = new byte[2_000];
        while (received.Count < frames)
            received.Add(buffer[..await socket.ReceiveAsync(buffer)]);
        return received;
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private Socket Station(string name)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(PathOf(name)));
        return socket;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The relay disposes of its ports.")]
    private Relay Start(FaultProfile profile) => new(Port("left"), Port("right"), profile, seed: 1);

    private DatagramPort Port(string name) => new(PathOf(name + ".wire"), PathOf(name));

    private async Task SendAsync(Socket socket, string name, int frames, int length)
    {
        UnixDomainSocketEndPoint wire = new(PathOf(name + ".wire"));
        byte[] frame = new byte[length];
        for (int i = 0; i < frames; i++)
        {
            BitConverter.TryWriteBytes(frame, i);
            await socket.SendToAsync(frame, wire);
        }
    }
}
