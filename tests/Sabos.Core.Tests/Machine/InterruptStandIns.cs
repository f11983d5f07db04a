// Interrupt lines, and what hears of them, on a desktop.
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Sabos.Core.Memory
{
    internal static unsafe class Heap
    {
        public static T* Allocate<T>()
            where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)sizeof(T));

        public static void Free<T>(T* pointer)
            where T : unmanaged => NativeMemory.Free(pointer);
    }
}

namespace Sabos.Core.Devices
{
    /// <summary>A word that counts.</summary>
    internal unsafe struct InterruptTarget
    {
        private uint* _word;

        public static long Resolve(ulong eventWord, ulong countWord, out InterruptTarget target)
        {
            target = new InterruptTarget { _word = (uint*)eventWord };
            return eventWord == 0 ? SystemCalls.Errno.EFAULT : 0;
        }

        public readonly void Signal() => (*_word)++;
    }
}

namespace Sabos.Core.Processor
{
    /// <summary>The vectors, and who handles them.</summary>
    internal static unsafe class Interrupts
    {
        private static readonly (ulong Handler, ulong Argument)[] s_handlers = new (ulong, ulong)[256];

        public static void Register(int vector, delegate*<ulong, void> handler, ulong argument) => s_handlers[vector] = ((ulong)handler, argument);

        /// <summary>As the processor does with a vector that a controller hands it.</summary>
        public static void Dispatch(int vector) => ((delegate*<ulong, void>)s_handlers[vector].Handler)(s_handlers[vector].Argument);
    }
}

namespace Sabos.Core.InterruptControllers
{
    /// <summary>Level-triggered lines: one that is high and not masked interrupts, and goes on doing so.</summary>
    internal static unsafe class IsaInterrupts
    {
        public const int Count = 16;

        private const int Patience = 100;

        private static readonly Line[] s_lines = new Line[Count];

        public static bool TryConnect(byte line, bool levelTriggered, delegate*<ulong, void> handler, ulong argument)
        {
            if (s_lines[line].Handler != 0 || !levelTriggered)
                return false;
            s_lines[line] = s_lines[line] with { Handler = (ulong)handler, Argument = argument };
            Deliver(line);
            return true;
        }

        public static void Mask(byte line) => s_lines[line].IsMasked = true;

        public static void Unmask(byte line)
        {
            s_lines[line].IsMasked = false;
            Deliver(line);
        }

        /// <summary>Lines whose interrupts came by the controller, in order.</summary>
        public static List<ulong> Handled { get; } = [];

        public static void Handle(ulong line) => Handled.Add(line);

        public static bool IsMasked(byte line) => s_lines[line].IsMasked;

        /// <summary>What devices make of the line.</summary>
        public static void SetLevel(byte line, bool isHigh)
        {
            s_lines[line].IsHigh = isHigh;
            Deliver(line);
        }

        private static void Deliver(byte number)
        {
            ref Line line = ref s_lines[number];
            for (int i = 0; line is { IsHigh: true, IsMasked: false, Handler: not 0 }; i++)
            {
                Xunit.Assert.True(i < Patience, "The line storms.");
                ((delegate*<ulong, void>)line.Handler)(line.Argument);
            }
        }

        private record struct Line(ulong Handler, ulong Argument, bool IsMasked, bool IsHigh);
    }
}
