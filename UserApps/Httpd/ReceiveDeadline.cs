using System;

namespace Sabos.Httpd;

/// <summary>
/// Until when a connection waits to receive, in seconds of the server's clock. Idle time counts anew with every wait; a head's and a body's time
/// runs from where it began, however its bytes trickle in.
/// </summary>
internal struct ReceiveDeadline
{
    private bool _isWithinRequest;
    private int _request;
    private ConversationPhase _phase;
    private int _deadline;

    /// <summary>
    /// The time <paramref name="timeout"/> after <paramref name="now"/>, rounded up to whole seconds; and one more, because the present second may be nearly over.
    /// </summary>
    public static int After(int now, TimeSpan timeout) => now + (int)((timeout.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond) + 1;

    /// <summary>The deadline of the wait that begins <paramref name="now"/>.</summary>
    /// <param name="phase">What is waited for.</param>
    /// <param name="hasInput">Part of it has been received.</param>
    /// <param name="request">Number of the request.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="options">The timeouts.</param>
    public int Next(ConversationPhase phase, bool hasInput, int request, int now, HttpServerOptions options)
    {
        if (phase == ConversationPhase.Head && !hasInput)
        {
            _isWithinRequest = false;
            return After(now, options.IdleTimeout);
        }

        if (!_isWithinRequest || _request != request || _phase != phase)
        {
            _isWithinRequest = true;
            _request = request;
            _phase = phase;
            _deadline = After(now, phase == ConversationPhase.Head ? options.HeadTimeout : options.BodyTimeout);
        }

        return _deadline;
    }
}
