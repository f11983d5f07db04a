using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Console;

namespace Sabos.Core.Panic;

/// <summary>
/// The names of the functions of core and program, which the build makes from the linked files (build/SymbolTable.cs describes the format)
/// and links in.
/// </summary>
internal static unsafe class SymbolTable
{
    private const uint Magic = 0x314D_5953; // "SYM1"
    private const int MaximumName = 255;

    /// <summary>Writes "name+0x12", or nothing where no function begins at or before <paramref name="address"/>.</summary>
    public static void WriteName(ulong address)
    {
        var header = (Header*)Start();
        if ((byte*)End() - (byte*)Start() < sizeof(Header) || header->Magic != Magic || header->BlockCount == 0)
            return;
        var blocks = (Block*)(header + 1);
        if (address < blocks[0].Address)
            return;
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
        WriteFromBlock(data + blocks[low].Offset, end, blocks[low].Address, address);
    }

    // Each entry: distance from the one before (LEB128), letters of its name that are kept, number of new letters, these.
    private static void WriteFromBlock(byte* at, byte* end, ulong start, ulong address)
    {
        byte* name = stackalloc byte[MaximumName];
        int length = 0;
        while (at < end)
        {
            ulong next = start + ReadNumber(ref at);
            if (next > address)
                break;
            start = next;
            int kept = *at++;
            int added = *at++;
            length = kept + added;
            for (int i = 0; i < added && kept + i < MaximumName; i++)
                name[kept + i] = at[i];
            at += added;
        }

        KernelConsole.Write(name, length);
        KernelConsole.Write("+"u8);
        KernelConsole.WriteHex(address - start);
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
