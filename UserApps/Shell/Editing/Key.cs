namespace Sabos.Shell.Editing;

/// <summary>A key pressed: what it means, and the character if it is one.</summary>
internal readonly record struct Key(KeyKind Kind, char Character = '\0');
