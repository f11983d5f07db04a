using System;
using Sabos.Core.Boot;
using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Processor;
using Sabos.Core.Random;
using Sabos.Core.Time;

namespace Sabos.Core.Program;

/// <summary>
/// The program's first stack as the System V ABI (x86-64, 3.4.1) wants it: argument count, arguments, environment, auxiliary vector.
/// The arguments are "sabos" and the words of the command line.
/// </summary>
internal static unsafe class InitialStack
{
    /// <summary>Length of the main thread's stack, and what RLIMIT_STACK says, in bytes.</summary>
    public const ulong Length = 8 * 1024 * 1024;

    private const ulong Top = Layout.ProgramEnd - Layout.PageSize;
    private const ulong GuardLength = 1024 * 1024;
    private const int MaximumArguments = 128;
    private const int MaximumText = 8192;
    private const int MaximumPointers = MaximumArguments + 64;

    private const ulong AuxiliaryEnd = 0;
    private const ulong AuxiliaryProgramHeaders = 3;
    private const ulong AuxiliaryHeaderLength = 4;
    private const ulong AuxiliaryHeaderCount = 5;
    private const ulong AuxiliaryPageSize = 6;
    private const ulong AuxiliaryEntry = 9;
    private const ulong AuxiliaryUser = 11;
    private const ulong AuxiliaryEffectiveUser = 12;
    private const ulong AuxiliaryGroup = 13;
    private const ulong AuxiliaryEffectiveGroup = 14;
    private const ulong AuxiliaryPlatform = 15;
    private const ulong AuxiliaryCapabilities = 16;
    private const ulong AuxiliaryTicks = 17;
    private const ulong AuxiliarySecure = 23;
    private const ulong AuxiliaryRandom = 25;
    private const ulong AuxiliaryFileName = 31;
    private const ulong AuxiliaryVdso = 33;

    /// <summary>Maps the stack and fills its top; the initial stack pointer.</summary>
    public static ulong Build()
    {
        if (ProgramMemory.MapAnonymous(Top - Length, Length, Protection.Read | Protection.Write, AreaKind.MainStack) < 0)
            KernelPanic.Stop("not enough memory for the program's stack"u8);
        ProgramMemory.MapCeiling = Top - Length - GuardLength;
        ulong vdso = Vdso.Map();

        var text = new Text { Bytes = (byte*)Heap.Allocate(MaximumText), Start = Top - MaximumText };
        ulong* pointers = (ulong*)Heap.Allocate(MaximumPointers * sizeof(ulong));
        int count = AddArguments(&text, pointers);
        Environment.Add(&text, pointers, &count);
        count = AddAuxiliaryVector(&text, pointers, count, vdso);

        ulong pointersLength = (ulong)(count * sizeof(ulong));
        ulong stackPointer = (text.Start - pointersLength) & ~15ul;
        if (!UserMemory.TryCopyOut(text.Start, text.Bytes, MaximumText) || !UserMemory.TryCopyOut(stackPointer, pointers, pointersLength))
            KernelPanic.Stop("the program's stack cannot be written"u8);
        Heap.Free(text.Bytes, MaximumText);
        Heap.Free(pointers, MaximumPointers * sizeof(ulong));
        return stackPointer;
    }

    private static int AddArguments(Text* text, ulong* pointers)
    {
        int count = 1;
        pointers[count++] = text->Add("sabos"u8);
        byte* line = BootInformation.CommandLine;
        while (count <= MaximumArguments)
        {
            while (*line == ' ')
                line++;
            if (*line == 0)
                break;
            byte* word = line;
            while (*line is not (0 or (byte)' '))
                line++;
            pointers[count++] = text->Add(new ReadOnlySpan<byte>(word, (int)(line - word)));
        }

        pointers[0] = (ulong)(count - 1);
        pointers[count++] = 0;
        return count;
    }

    private static int AddAuxiliaryVector(Text* text, ulong* pointers, int count, ulong vdso)
    {
        byte* random = stackalloc byte[16];
        RandomSource.Fill(random, 16);
        ulong* at = pointers + count;
        Pair(&at, AuxiliaryProgramHeaders, ProgramLoader.SegmentTable);
        Pair(&at, AuxiliaryHeaderLength, (ulong)sizeof(ElfSegment));
        Pair(&at, AuxiliaryHeaderCount, ProgramLoader.SegmentCount);
        Pair(&at, AuxiliaryPageSize, Layout.PageSize);
        Pair(&at, AuxiliaryEntry, ProgramLoader.Entry);
        Pair(&at, AuxiliaryUser, 0);
        Pair(&at, AuxiliaryEffectiveUser, 0);
        Pair(&at, AuxiliaryGroup, 0);
        Pair(&at, AuxiliaryEffectiveGroup, 0);
        Pair(&at, AuxiliarySecure, 0);
        Pair(&at, AuxiliaryTicks, 100);
        Pair(&at, AuxiliaryCapabilities, CpuFeatures.BasicFeatures);
        Pair(&at, AuxiliaryRandom, text->Add(new ReadOnlySpan<byte>(random, 16)));
        Pair(&at, AuxiliaryPlatform, text->Add("x86_64"u8));
        Pair(&at, AuxiliaryFileName, text->Add("/sabos"u8));
        if (vdso != 0)
            Pair(&at, AuxiliaryVdso, vdso);
        Pair(&at, AuxiliaryEnd, 0);
        return (int)(at - pointers);
    }

    private static void Pair(ulong** at, ulong key, ulong value)
    {
        *(*at)++ = key;
        *(*at)++ = value;
    }

    /// <summary>The strings at the very top of the stack, each ending with a zero byte.</summary>
    internal struct Text
    {
        public byte* Bytes;
        public ulong Start;
        private ulong _used;

        /// <summary>Copies a string; its address in the program.</summary>
        public ulong Add(ReadOnlySpan<byte> value)
        {
            if (_used + (ulong)value.Length + 1 > MaximumText)
                KernelPanic.Stop("the command line is too long"u8);
            PageOperations.Copy(Bytes + _used, value.Pointer, (ulong)value.Length);
            ulong address = Start + _used;
            _used += (ulong)value.Length + 1;
            return address;
        }
    }
}
