using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>
/// Dialogues that have come to a state of RFC 9293 3.3.2. Nothing but a FIN is sent on either side: SND.NXT is 1 and 2 behind it, and so is RCV.NXT.
/// </summary>
internal static class States
{
    public static Dialogue Reach(TcpState state)
    {
        Dialogue dialogue = new();
        switch (state)
        {
            case TcpState.SynReceived:
                dialogue.Connects().TakeAllSent();
                dialogue.PeerSends(Syn, seq: 0);
                break;
            case TcpState.Established:
                dialogue.Established();
                break;
            case TcpState.FinWait1:
                dialogue.Established().StackShutsDown();
                break;
            case TcpState.FinWait2:
                dialogue.Established().StackShutsDown().PeerSends(Ack, seq: 1, ack: 2);
                break;
            case TcpState.CloseWait:
                dialogue.Established().PeerSends(Fin | Ack, seq: 1, ack: 1);
                break;
            case TcpState.Closing:
                dialogue.Established().StackShutsDown().PeerSends(Fin | Ack, seq: 1, ack: 1);
                break;
            case TcpState.LastAck:
                dialogue.Established().PeerSends(Fin | Ack, seq: 1, ack: 1).StackShutsDown();
                break;
            default:
                dialogue.Established().StackShutsDown().PeerSends(Fin | Ack, seq: 1, ack: 2);
                break;
        }

        dialogue.StateIs(state).TakeAllSent();
        return dialogue;
    }

    /// <summary>SND.NXT, as the dialogue counts.</summary>
    public static int SendNext(TcpState state) => state is TcpState.SynReceived or TcpState.Established or TcpState.CloseWait ? 1 : 2;

    /// <summary>RCV.NXT, as the dialogue counts.</summary>
    public static int ReceiveNext(TcpState state) =>
        state is TcpState.SynReceived or TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 ? 1 : 2;
}
