namespace Sabos.Net.Simulation;

/// <summary>Something in a simulation that does things of its own when time passes.</summary>
public interface ISimulatedPart
{
    /// <summary>When something happens next; <see cref="Instant.Never"/>: nothing is under way.</summary>
    Instant NextEvent { get; }

    /// <summary>Does what is due.</summary>
    void Run();
}
