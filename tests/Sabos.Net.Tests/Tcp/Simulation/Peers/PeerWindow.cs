using System;

namespace Sabos.Net.Tests;

/// <summary>The window that a peer offers, and the program behind it that reads, or does not.</summary>
internal sealed class PeerWindow(PeerPlan plan, Random random)
{
    // Who only shrinks the window opens it again before a patient sender gives up.
    private const int MostShutInARow = 5;

    private int _read;
    private int _shut;

    /// <summary>Of its offers behind the handshake.</summary>
    public int Shift { get; set; }

    /// <summary>When its program reads again.</summary>
    public Instant ReadAt { get; private set; } = Instant.Never;

    private bool IsSlow => plan.Window is WindowHabit.SlowReader or WindowHabit.SilentReader;

    /// <summary>The field of a segment other than a SYN.</summary>
    public ushort Offer(int received, Instant now)
    {
        if (IsSlow && received > _read && ReadAt == Instant.Never)
        {
            ReadAt = now + plan.ReadInterval;
        }

        // The field may have room for less than one step of the scale.
        int bytes = plan.Window switch
        {
            WindowHabit.Roomy => int.MaxValue,
            WindowHabit.Shrinks => random.Next(plan.Capacity + (1 << Shift) + 1),
            WindowHabit.NeverReader => Math.Max(plan.Capacity - received, 0),
            WindowHabit.Silly => random.Next(1, plan.Capacity + 1),
            _ => Math.Max(plan.Capacity - (received - _read), 0),
        };

        // Whoever has read everything has room for something, and the field can say no less.
        bool isOpen = plan.Window == WindowHabit.Silly || (IsSlow && received == _read) || (plan.Window == WindowHabit.Shrinks && _shut >= MostShutInARow);
        int field = Math.Clamp(bytes >> Shift, isOpen ? 1 : 0, ushort.MaxValue);
        _shut = field == 0 ? _shut + 1 : 0;
        return (ushort)field;
    }

    /// <summary>Of a SYN, never scaled.</summary>
    public ushort OfferFirst() => (ushort)(plan.Window == WindowHabit.Roomy ? ushort.MaxValue : Math.Min(plan.Capacity, ushort.MaxValue));

    /// <summary>The program reads. True: the stack is told that there is room.</summary>
    public bool Read(int received)
    {
        ReadAt = Instant.Never;
        _read = received;
        return _shut > 0 && plan.Window == WindowHabit.SlowReader;
    }
}
