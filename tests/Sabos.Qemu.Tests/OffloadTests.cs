using System;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Segments and checksums that the image leaves to its network adapter, and takes from it, whatever of it the adapter offers.</summary>
public sealed class OffloadTests(ITestOutputHelper output)
{
    private const int TransferPort = 7000;
    private const int Amount = 8 << 20;

    // Ethernet frames of 1,448 bytes of payload that hold the amount: so many packets there are at least where none are put together. How many there are
    // where they are depends on when the other side acknowledges.
    private const int Segments = Amount / 1448;

    [Theory]
    [InlineData("")]
    [InlineData("csum=off")]
    [InlineData("guest_csum=off")]
    [InlineData("mrg_rxbuf=off")]
    [InlineData("host_tso6=off")]
    [InlineData("guest_tso4=off")]
    [InlineData("host_ecn=off,guest_ecn=off,event_idx=off,indirect_desc=off")]
    [InlineData("rx_queue_size=1024")]
    public async Task Echo_AdapterOffersSome_EveryByteComesBack(string adapter)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, adapter);
        byte[] sent = new byte[Amount];
        new Random(1).NextBytes(sent);
        byte[] received = new byte[Amount];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(50));
        using Socket socket = await network.ConnectAsync(TransferPort, limit.Token);
        using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("echo\n"), limit.Token);

        Task sending = stream.WriteAsync(sent, limit.Token).AsTask();
        await stream.ReadExactlyAsync(received, limit.Token);
        await sending;

        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [InlineData("", "-4", true, true)]
    [InlineData("", "-6", true, true)]
    [InlineData("host_tso4=off", "-6", false, true)]
    [InlineData("mrg_rxbuf=off", "-4", true, false)]
    public async Task Bulk_AdapterOffers_PassesInRuns(string adapter, string version, bool sendsRuns, bool takesRuns)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, adapter);
        string address = (version == "-6" ? TapNetwork.ImageIpv6Address : TapNetwork.ImageAddress).ToString();
        (long sentBefore, _) = Packets(network);
        network.Execute("timeout", "40", "iperf3", version, "--client", address, "--bytes", $"{Amount}", "--reverse");
        (long sentAfter, long takenBefore) = Packets(network);
        network.Execute("timeout", "40", "iperf3", version, "--client", address, "--bytes", $"{Amount}");
        (_, long takenAfter) = Packets(network);

        output.WriteLine($"{sentAfter - sentBefore} packets sent, {takenAfter - takenBefore} taken");
        Assert.Equal(sendsRuns, sentAfter - sentBefore < Segments);
        Assert.Equal(takesRuns, takenAfter - takenBefore < Segments);
    }

    // What the image has sent, and what was sent to it, as Linux's side of the adapter counts: a run is one packet.
    private static (long Sent, long Taken) Packets(TapNetwork network)
    {
        JsonNode link = JsonNode.Parse(network.Execute("ip", "-j", "-s", "link", "show", "dev", TapNetwork.Device))!.AsArray().Single()!["stats64"]!;
        return (link["rx"]!["packets"]!.GetValue<long>(), link["tx"]!["packets"]!.GetValue<long>());
    }

    private async Task<QemuMachine> StartAsync(TapNetwork network, string adapter)
    {
        MachineOptions options = new() { CommandLine = "services=iperf3,transfer", AdapterOptions = adapter };
        QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        try
        {
            await machine.WaitForReadyAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }
}
