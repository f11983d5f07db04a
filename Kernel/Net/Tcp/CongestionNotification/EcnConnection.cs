namespace Sabos.Net;

/// <summary>
/// What a connection that uses explicit congestion notification owes its peer (RFC 3168 6.1): the echo of marks that arrived, and the word
/// that its own window was reduced.
/// </summary>
internal sealed class EcnConnection
{
    private int _reductionsTold;

    /// <summary>Every acknowledgment says that marked data arrived (6.1.3).</summary>
    public bool IsEchoing { get; private set; }

    /// <summary>Takes an acceptable segment with data. True: it is worth an acknowledgment at once, for the peer's window may be small.</summary>
    /// <param name="isMarked">It came with CE.</param>
    /// <param name="isReduced">The peer says that it reduced its window.</param>
    public bool TakeData(bool isMarked, bool isReduced)
    {
        bool wasEchoing = IsEchoing;
        IsEchoing = isMarked || (wasEchoing && !isReduced);
        return IsEchoing != wasEchoing || isReduced;
    }

    /// <summary>The flags of a segment to be sent.</summary>
    /// <param name="isNewData">It carries data, for the first time.</param>
    /// <param name="reductions">How often the window was reduced so far, for any reason.</param>
    public TcpFlags Flags(bool isNewData, int reductions)
    {
        TcpFlags echo = IsEchoing ? TcpFlags.Ece : TcpFlags.None;
        return isNewData && OwesWord(reductions) ? echo | TcpFlags.Cwr : echo;
    }

    /// <summary>The next new data says that the window was reduced.</summary>
    public bool OwesWord(int reductions) => reductions != _reductionsTold;

    /// <summary>New data went out.</summary>
    public void NoteNewDataSent(int reductions) => _reductionsTold = reductions;
}
