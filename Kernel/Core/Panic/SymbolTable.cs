using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Abi;
using Sabos.Core.Console;

namespace Sabos.Core.Panic;

/// <summary>
/// The names of the functions of core and program, which the build makes from the linked files (build/SymbolTable.cs describes the format)
/// and links in.
/// </summary>
internal static unsafe class SymbolTable
{
    private const uint Magic = 0x314D_5953; // "SYM1"

    /// <summary>Writes "name+0x12", or nothing where no function begins at or before <paramref name="address"/>.</summary>
    public static void WriteName(ulong address)
    {
        byte* name = stackalloc byte[SymbolName.Longest];
        if (!TryFind(address, name, out int length, out ulong start))
            return;
        KernelConsole.Write(name, length);
        KernelConsole.Write("+"u8);
        KernelConsole.WriteHex(address - start);
    }

    /// <summary>Finds the function that begins at or before <paramref name="address"/>.</summary>
    /// <param name="address">An instruction.</param>
    /// <param name="name">Room for <see cref="SymbolName.Longest"/> bytes.</param>
    /// <param name="length">Bytes of the name.</param>
    /// <param name="start">The function's first instruction.</param>
    public static bool TryFind(ulong address, byte* name, out int length, out ulong start)
    {
        length = 0;
        start = 0;
        var header = (Header*)Start();
        if ((byte*)End() - (byte*)Start() < sizeof(Header) || header->Magic != Magic || header->BlockCount == 0)
            return false;
        var blocks = (Block*)(header + 1);
        if (address < blocks[0].Address)
            return false;
        uint low = 0;
        for (uint high = header->BlockCount; high - low > 1;)
        {
            uint middle = (low + high) / 2;
            if (blocks[middle].Address <= address)
                low = middle;
            else
                high = middle;
        }

        byte* data = (byte*)(blocks + header->BlockCount);
        byte* end = low + 1 < header->BlockCount ? data + blocks[low + 1].Offset : (byte*)End();
        start = blocks[low].Address;
        FindInBlock(data + blocks[low].Offset, end, address, name, ref length, ref start);
        return true;
    }

    // Each entry: distance from the one before (LEB128), letters of its name that are kept, number of new letters, these.
    private static void FindInBlock(byte* at, byte* end, ulong address, byte* name, ref int length, ref ulong start)
    {
        while (at < end)
        {
            ulong next = start + ReadNumber(ref at);
            if (next > address)
                return;
            start = next;
            int kept = *at++;
            int added = *at++;
            length = kept + added;
            for (int i = 0; i < added && kept + i < SymbolName.Longest; i++)
                name[kept + i] = at[i];
            at += added;
        }
    }

    private static ulong ReadNumber(ref byte* at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = *at++;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_table_start_address")]
    private static extern void* Start();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_table_end_address")]
    private static extern void* End();

    private struct Header
    {
        public uint Magic;
        public uint BlockCount;
    }

    private struct Block
    {
        public ulong Address;
        public ulong Offset;
    }
}
