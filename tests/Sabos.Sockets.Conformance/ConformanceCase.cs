using System;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance;

/// <summary>One thing that sockets do, told in a transcript that is the same on every system that does it right.</summary>
/// <param name="Name">Group and name, with a dot between.</param>
/// <param name="Run">Does it. It may block.</param>
public sealed record ConformanceCase(string Name, Func<Transcript, Task> Run)
{
    public static ConformanceCase Blocking(string name, Action<Transcript> run) => new(name, transcript =>
    {
        run(transcript);
        return Task.CompletedTask;
    });
}
