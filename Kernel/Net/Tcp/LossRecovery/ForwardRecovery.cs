namespace Sabos.Net;

/// <summary>
/// Finds out after a timeout whether it was needless, without timestamps (F-RTO, RFC 5682 2.1 and 3.1): the first segment is sent again as ever, but after
/// the first acknowledgment new data goes instead of old; if then data is acknowledged that was never sent again, nothing was lost.
/// </summary>
internal sealed class ForwardRecovery
{
    // Step 2b.
    private const int NewSegments = 2;

    private Step _step;
    private int _left;

    private enum Step
    {
        Off,
        AwaitsFirst,
        AwaitsSecond,
    }

    /// <summary>Only new data may be sent.</summary>
    public bool IsProbing => _step == Step.AwaitsSecond;

    /// <summary>While probing: new data may be sent.</summary>
    public bool MaySendNew => _left > 0;

    /// <summary>A segment timed out for the first time (step 1).</summary>
    public void Begin() => _step = Step.AwaitsFirst;

    /// <summary>
    /// The timer expired again. As long as nothing was acknowledged nothing has changed (RFC 5682 2.1 step 1 would end it, but the longest delays take
    /// several timeouts).
    /// </summary>
    public void TakeTimeout() => _step = IsProbing ? Step.Off : _step;

    /// <summary>The recovery goes on by the book.</summary>
    public void Cancel() => _step = Step.Off;

    /// <summary>New data was sent.</summary>
    public void NoteNewSent() => _left -= IsProbing ? 1 : 0;

    /// <summary>There is no new data that could be sent. False: nor was there any before, and the recovery goes on by the book.</summary>
    public bool NoteNothingNew()
    {
        if (_left == NewSegments)
        {
            Cancel();
        }

        return IsProbing;
    }

    /// <summary>Takes an acknowledgment that says something new. True: the timeout was needless.</summary>
    /// <param name="advances">It acknowledges new data cumulatively.</param>
    /// <param name="isComplete">It acknowledges all that was in flight at the timeout.</param>
    /// <param name="deliversOriginals">Data arrived that was never sent again.</param>
    public bool TakeAcknowledgment(bool advances, bool isComplete, bool deliversOriginals)
    {
        bool isSecond = IsProbing;
        if (_step == Step.AwaitsFirst && advances && !isComplete)
        {
            _step = Step.AwaitsSecond;
            _left = NewSegments;
            return false;
        }

        Cancel();
        return isSecond && deliversOriginals;
    }
}
