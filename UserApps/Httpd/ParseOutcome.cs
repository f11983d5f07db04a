namespace Sabos.Httpd;

/// <summary>How far a parser came with the bytes it was given.</summary>
internal enum ParseOutcome
{
    /// <summary>All well so far; the message goes on.</summary>
    NeedMore,

    Complete,

    /// <summary>The message is refused; the parser's Error says with which status.</summary>
    Failed,
}
