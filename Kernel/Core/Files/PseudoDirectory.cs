namespace Sabos.Core.Files;

/// <summary>The directories that exist.</summary>
internal enum PseudoDirectory
{
    None,
    Root,
    Devices,
    Processes,
    Process,
    Threads,
    Thread,
}
