namespace Sabos.Core.Memory;

/// <summary>What the program may do with a page: the PROT_ bits of mmap(2).</summary>
internal static class Protection
{
    public const uint None = 0;
    public const uint Read = 1;
    public const uint Write = 2;
    public const uint Execute = 4;
    public const uint All = Read | Write | Execute;
}

/// <summary>What an area is for; printed in /proc/self/maps and decisive for the commit accounting.</summary>
internal enum AreaKind : uint
{
    Anonymous,

    /// <summary>Its pages are promised only as they are touched: thread stacks and MAP_NORESERVE.</summary>
    Unreserved,
    MainStack,
    Heap,

    /// <summary>Pages of the program's file, unpacked when touched.</summary>
    Program,
    VdsoData,
    Vdso,

    /// <summary>Frames that belong to a file in memory.</summary>
    File,

    /// <summary>Frames given out for DMA, or device registers.</summary>
    Device,
}

/// <summary>A run of the program's pages [Start, End) with one protection and one purpose.</summary>
internal struct Area
{
    public ulong Start;
    public ulong End;
    public uint Protection;
    public AreaKind Kind;

    /// <summary>Whether each page not yet there is promised (<see cref="Commit"/>).</summary>
    public bool Charged;

    public readonly ulong PageCount => (End - Start) / Layout.PageSize;

    public readonly bool ContinuesInto(Area next)
        => End == next.Start && Protection == next.Protection && Kind == next.Kind && Charged == next.Charged
            && Kind != AreaKind.MainStack;
}
