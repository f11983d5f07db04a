using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Sabos.Shell;

/// <summary>One run of a command.</summary>
public sealed class CommandContext(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellation)
{
    /// <summary>The words after the command's name.</summary>
    public IReadOnlyList<string> Arguments { get; } = arguments;

    /// <summary>Where to write. It is shown at the end of the command, or sooner by <see cref="TextWriter.FlushAsync(CancellationToken)"/>.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Cancelled when the user presses ^C or leaves.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Set by a command that ends the session.</summary>
    public bool EndsSession { get; set; }
}
