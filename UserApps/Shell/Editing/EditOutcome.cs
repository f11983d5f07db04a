namespace Sabos.Shell.Editing;

/// <summary>What a key led to.</summary>
internal enum EditOutcome
{
    /// <summary>The line goes on.</summary>
    Editing,

    /// <summary>The line is complete.</summary>
    Completed,

    /// <summary>The line was given up by ^C.</summary>
    Interrupted,

    /// <summary>^D on an empty line: the user is done.</summary>
    Ended,
}
