using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Net;

namespace Sabos.Interop.Tests;

/// <summary>A program of the stack that asks one question after the other.</summary>
/// <param name="questions">Begun on the stack's thread, each when the one before it is answered.</param>
internal sealed class NameQuestions(params Func<DnsResolver, DnsQuery>[] questions)
{
    private readonly TaskCompletionSource<string[]> _results = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<DnsQuery> _asked = [];

    /// <summary>A line for each question: the name, the status, the canonical name, the addresses.</summary>
    public Task<string[]> Results => _results.Task;

    /// <summary>What runs after each poll of the stack.</summary>
    public Action On(NetworkStack stack) => () => Ask(stack);

    private void Ask(NetworkStack stack)
    {
        if (stack.NameServers.Servers.Count == 0)
            return;
        while (_asked.Count < questions.Length && (_asked.Count == 0 || _asked[^1].IsCompleted))
            _asked.Add(questions[_asked.Count](stack.Dns));
        if (_asked.TrueForAll(static query => query.IsCompleted))
            _results.TrySetResult([.. _asked.Select(Describe)]);
    }

    private static string Describe(DnsQuery query) =>
        $"{query.Name} {query.Status} {query.CanonicalName} {string.Join(' ', query.Addresses)}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();
}
