// What the compiled-in files expect of the rest of the core, on a desktop.
using System;
using System.Collections.Generic;
using Sabos.Core.Tests.Machine;

namespace Sabos.Core.Memory
{
    internal static unsafe class DeviceMemory
    {
        public static byte* MapTable(ulong physical, ulong length) => GuardedMemory.Map(physical, length);

        public static bool Unmap(ulong address, ulong length) => GuardedMemory.Unmap(address);
    }

    internal static unsafe class DirectMap
    {
        /// <summary>The test's one structure, whatever its address.</summary>
        public static byte* Structure { get; set; }

        public static void* Pointer(ulong physical) => Structure + physical;
    }

    internal static class Layout
    {
        public const ulong BootMapped = 1 << 20;

        public static ulong PhysicalOf(ulong address) => address;
    }

    internal static unsafe class PageOperations
    {
        public static void Copy(void* destination, void* source, ulong length) => Buffer.MemoryCopy(source, destination, length, length);
    }
}

namespace Sabos.Core.Panic
{
    internal static class KernelPanic
    {
        public static void Stop(ReadOnlySpan<byte> reason) => throw new InvalidOperationException(System.Text.Encoding.ASCII.GetString(reason));
    }
}

namespace Sabos.Core.Processor
{
    internal static class Instructions
    {
        public static List<(ushort Port, ushort Value)> Written { get; } = [];

        /// <summary>What the test's device makes of them.</summary>
        public static IPortDevice? Device { get; set; }

        public static ulong ReadTsc() => Device!.Tsc;

        public static byte PortRead8(ushort port) => Device!.Read(port);

        public static ushort PortRead16(ushort port) => 0x0001;

        public static void PortWrite16(ushort port, ushort value) => Written.Add((port, value));

        public static void PortWrite8(ushort port, byte value)
        {
            Written.Add((port, value));
            Device?.Write(port, value);
        }
    }
}
