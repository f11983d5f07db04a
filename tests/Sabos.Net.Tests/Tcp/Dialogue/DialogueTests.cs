using System;
using System.Collections.Generic;
using System.Threading;

namespace Sabos.Net.Tests;

/// <summary>Tests in dialogues, none of which may end with something that the stack sent and nobody looked at.</summary>
public abstract class DialogueTests : IDisposable
{
    private static readonly AsyncLocal<List<Dialogue>?> s_begun = new();

    private readonly List<Dialogue> _dialogues = [];

    protected DialogueTests() => s_begun.Value = _dialogues;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal static void Began(Dialogue dialogue) =>
        (s_begun.Value ?? throw new InvalidOperationException($"Only {nameof(DialogueTests)} begin dialogues, once they are constructed")).Add(dialogue);

    // Here and not in the dialogues themselves: xunit reports what fails now beside what failed in the test before, and not in its place.
    protected virtual void Dispose(bool disposing) => _dialogues.ForEach(dialogue => dialogue.Ends());
}
