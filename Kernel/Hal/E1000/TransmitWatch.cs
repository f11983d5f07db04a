using System;

namespace Sabos.Hal.E1000;

/// <summary>Notices that frames have waited too long for the controller to send any. Without a link it need not.</summary>
internal sealed class TransmitWatch(TimeProvider time)
{
    /// <summary>What a link of 10 megabits a second needs for the whole room, ten times.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private uint _completed;
    private long _since;
    private bool _isWaiting;

    /// <summary>There is no room for a frame: whether this has been so for too long.</summary>
    /// <param name="completed">Frames that were sent so far.</param>
    /// <param name="isLinkUp">They can be sent.</param>
    public bool IsTooLong(uint completed, bool isLinkUp)
    {
        if (!_isWaiting || completed != _completed || !isLinkUp)
        {
            _isWaiting = true;
            _completed = completed;
            _since = time.GetTimestamp();
            return false;
        }

        return time.GetElapsedTime(_since) > Patience;
    }

    /// <summary>There was room.</summary>
    public void Forget() => _isWaiting = false;
}
