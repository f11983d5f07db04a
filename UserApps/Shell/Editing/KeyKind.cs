namespace Sabos.Shell.Editing;

/// <summary>What a key means to the line editor.</summary>
internal enum KeyKind
{
    Character,
    Enter,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,

    /// <summary>^C.</summary>
    Interrupt,

    /// <summary>^D.</summary>
    EndOfInput,

    /// <summary>^U: everything before the cursor.</summary>
    KillToStart,

    /// <summary>^K: everything from the cursor on.</summary>
    KillToEnd,

    /// <summary>^W: the word before the cursor.</summary>
    KillWord,

    /// <summary>^L: a clear screen.</summary>
    Redraw,
}
