using System.Collections.Generic;

namespace Sabos.Shell.Commands;

/// <summary>A connection's endpoints, and what there is to know of it, as words of the form name:value.</summary>
internal sealed record ConnectionDetail(string Local, string Remote, IReadOnlyList<string> Words);
