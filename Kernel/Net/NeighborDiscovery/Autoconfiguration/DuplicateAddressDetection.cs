using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// Duplicate address detection (RFC 4862 5.4) for the tentative addresses of one interface. A link that returns what is sent makes no duplicate of it: a
/// nonce tells our own questions from those of others (RFC 7527).
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="random">For the nonces.</param>
/// <param name="transmits">DupAddrDetectTransmits: how often is asked. 0: addresses are taken unasked.</param>
/// <param name="owner">Sends, and is told.</param>
internal sealed class DuplicateAddressDetection(StackClock clock, StackRandom random, int transmits, IDetectionOwner owner)
{
    private const int NonceBits = 48;

    // RFC 7527 4.1: MAX_MULTICAST_SOLICIT more questions.
    private const int QuestionsAfterLoop = 3;

    private readonly List<DetectionRun> _runs = [];

    /// <summary>RetransTimer: how long an answer is waited for.</summary>
    public TimeSpan RetransmissionTime { get; set; } = TimeSpan.FromSeconds(1);

    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>Begins to ask, at the next poll.</summary>
    public void Start(IpAddress address)
    {
        Cancel(address);
        ulong nonce = random.NextUInt64() >> (64 - NonceBits);
        _runs.Add(new DetectionRun(address, nonce) { Remaining = transmits, Deadline = clock.Now });
        NextPoll = clock.Now;
    }

    /// <summary>The address is withdrawn, or assigned by other means.</summary>
    public void Cancel(IpAddress address) => _runs.RemoveAll(run => run.Address == address);

    /// <summary>Somebody else asks who has the address (RFC 4862 5.4.3), or the link returned our own question.</summary>
    /// <param name="target">The address.</param>
    /// <param name="nonce">The question's nonce, if it has one of 48 bits.</param>
    public void ReceiveSolicitation(IpAddress target, ulong? nonce)
    {
        if (_runs.Find(run => run.Address == target) is not { } asked)
        {
            return;
        }

        if (nonce != asked.Nonce)
        {
            Fail(asked);
        }
        else if (!asked.IsProlonged)
        {
            asked.IsProlonged = true;
            asked.Remaining = QuestionsAfterLoop;
        }
    }

    /// <summary>Somebody says that he has the address (RFC 4862 5.4.4).</summary>
    public void ReceiveAdvertisement(IpAddress target)
    {
        if (_runs.Find(run => run.Address == target) is { } asked)
        {
            Fail(asked);
        }
    }

    public void Poll()
    {
        if (NextPoll > clock.Now)
        {
            return;
        }

        // Those told may start other runs.
        foreach (DetectionRun run in _runs.ToArray())
        {
            if (run.Deadline > clock.Now)
            {
                continue;
            }

            if (run.Remaining > 0)
            {
                run.Remaining--;
                run.Deadline = clock.Now + RetransmissionTime;
                owner.AskWhoHas(run.Address, run.Nonce);
            }
            else if (_runs.Remove(run))
            {
                owner.OnUnique(run.Address);
            }
        }

        NextPoll = Instant.Never;
        foreach (DetectionRun run in _runs)
        {
            NextPoll = Instant.Earlier(NextPoll, run.Deadline);
        }
    }

    private void Fail(DetectionRun run)
    {
        _runs.Remove(run);
        owner.OnDuplicate(run.Address);
    }
}
