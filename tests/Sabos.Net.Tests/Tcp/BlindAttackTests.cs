using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Somebody off the path who guesses endpoints and sequence numbers (RFC 5961, RFC 5927).</summary>
public class BlindAttackTests : DialogueTests
{
    private const int Window = 1000;

    // Four bytes in flight, at 1 to 4; the stack takes 1 to 1000.
    private readonly Dialogue _dialogue;

    public BlindAttackTests()
        : this(ipv6: false)
    {
    }

    private protected BlindAttackTests(bool ipv6)
    {
        _dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = Window }, ipv6: ipv6).Established().StackWrites("data");
        _dialogue.StackSends(Psh | Ack, seq: 1, data: "data");
    }

    [Theory]
    [InlineData(PathError.NetworkUnreachable, TransportError.NetworkUnreachable)]
    [InlineData(PathError.HostUnreachable, TransportError.HostUnreachable)]
    [InlineData(PathError.ProtocolUnreachable, TransportError.ConnectionRefused)]
    [InlineData(PathError.PortUnreachable, TransportError.ConnectionRefused)]
    [InlineData(PathError.TimeExceeded, TransportError.HostUnreachable)]
    [InlineData(PathError.AdministrativelyProhibited, TransportError.HostUnreachable)]
    public void IcmpError_AboutWhatIsInFlight_IsSoft(PathError error, TransportError cause)
    {
        _dialogue.PathReports(error, seq: 1).StackIsSilent().StateIs(TcpState.Established);
        Assert.Equal(TransportError.None, _dialogue.Connection.Error);
        _dialogue.After(1_000_000).StateIs(TcpState.Closed);
        Assert.Equal(cause, _dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(1, 15), _dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    // What the path said before the peer answered does not tell why it is silent later.
    [Fact]
    public void IcmpError_PeerAnswersAfterIt_IsForgotten()
    {
        _dialogue.PathReports(PathError.NetworkUnreachable, seq: 1);
        _dialogue.PeerSends(Ack, seq: 1, ack: 5).StackWrites("more").After(1_000_000).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, _dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(5, 16), _dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(0x4000_0000)]
    [InlineData(-0x4000_0000)]
    public void IcmpError_ForgedSequence_IsNotRemembered(int seq)
    {
        _dialogue.PathReports(PathError.NetworkUnreachable, seq);
        _dialogue.After(1_000_000).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, _dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(1, 15), _dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(0x4000_0000)]
    public void PacketTooBig_ForgedSequence_ChangesNothing(int seq)
    {
        int size = _dialogue.Connection.GetInfo().MaxSegmentSize;
        _dialogue.PathReports(PathError.PacketTooBig, seq, pathMtu: 552).StackIsSilent();
        Assert.Equal(size, _dialogue.Connection.GetInfo().MaxSegmentSize);
        Assert.Equal(1500, _dialogue.Output.Mtu);
    }

    [Fact]
    public void PacketTooBig_LargerThanTheSegments_ChangesNothing()
    {
        int size = _dialogue.Connection.GetInfo().MaxSegmentSize;
        _dialogue.PathReports(PathError.PacketTooBig, seq: 4, pathMtu: 9000).StackIsSilent();
        Assert.Equal(size, _dialogue.Connection.GetInfo().MaxSegmentSize);
    }

    // RFC 5961 3.2: the exact number resets, the rest of the window is challenged, what lies outside is ignored.
    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    [InlineData(Window, true)]
    [InlineData(Window + 1, false)]
    public void Reset_AtTheWindowsCorners_NeverCloses(int seq, bool isChallenged)
    {
        _dialogue.PeerSends(Rst, seq).StateIs(TcpState.Established);
        ExpectChallenge(isChallenged);
    }

    // RFC 5961 4.2: wherever it is.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Window)]
    [InlineData(Window + 1)]
    public void Syn_AtTheWindowsCorners_IsChallenged(int seq)
    {
        _dialogue.PeerSends(Syn, seq).StateIs(TcpState.Established);
        ExpectChallenge(true);
    }

    // RFC 5961 5.2: SND.UNA - MAX.SND.WND <= SEG.ACK <= SND.NXT.
    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(1 - 65_535, true)]
    [InlineData(-65_535, false)]
    [InlineData(0x4000_0000, false)]
    public void Data_AcknowledgmentAtTheCorners_IsTakenOnlyBetweenThem(int ack, bool isTaken)
    {
        _dialogue.PeerSends(Ack, seq: 1, ack, data: "evil");
        Assert.Equal(isTaken ? 4 : 0, _dialogue.Connection.Available);
        Assert.Equal(isTaken ? 0 : 1, _dialogue.Counters.ChallengeAcks);
        Assert.Equal(isTaken ? [] : [(5, 1)], _dialogue.TakeAllSent().Select(sent => (sent.Seq, sent.Ack)));
    }

    [Theory]
    [InlineData(Window, 1)]
    [InlineData(Window + 1, 0)]
    public void Data_AtTheWindowsEdge_IsKeptOnlyInside(int seq, int kept)
    {
        _dialogue.PeerSends(Ack, seq, ack: 1, data: "x");
        _dialogue.StackSends(Ack, seq: 5, ack: 1);
        _dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('y', Window - 1));
        Assert.Equal(Window - 1 + kept, _dialogue.Connection.Available);
        _dialogue.StackSends(Ack, seq: 5, ack: Window + kept, window: 1 - kept);
    }

    [Fact]
    public void Challenges_ToOneConnection_AreLimitedWhateverBringsThem()
    {
        for (int i = 0; i < 100; i++)
        {
            _dialogue.PeerSends(i % 2 == 0 ? Rst : Syn, seq: 2 + i);
        }

        Assert.Equal(10, _dialogue.TakeAllSent().Count);
        Assert.Equal(90, _dialogue.Counters.ChallengeAcksSuppressed);
        _dialogue.StateIs(TcpState.Established);
    }

    private void ExpectChallenge(bool isChallenged)
    {
        if (isChallenged)
        {
            _dialogue.StackSends(Ack, seq: 5, ack: 1);
        }

        _dialogue.StackIsSilent();
        Assert.Equal(isChallenged ? 1 : 0, _dialogue.Counters.ChallengeAcks);
    }
}
