using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.SelfTest.Tests;

/// <summary>The garbage collector: what is reachable stays intact under load, what is not goes.</summary>
internal static class CollectorTests
{
    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("gc.load", Load, TimeSpan.FromSeconds(60)),
        new DelegateSelfTest("gc.weak", Weak),
        new DelegateSelfTest("gc.finalizers", Finalizers),
        new DelegateSelfTest("gc.pinned", Pinned),
    ];

    private static void Load()
    {
        int before = GC.CollectionCount(0);
        ThreadTests.RunOnThreads(6, index =>
        {
            Random random = new(index);
            Node?[] roots = new Node?[64];
            for (int i = 0; i < 20_000; i++)
            {
                int slot = random.Next(roots.Length);
                if (roots[slot] is Node { Length: > 50 } full)
                {
                    full.Verify();
                    roots[slot] = null;
                }

                roots[slot] = new Node(roots[slot], (index * 100_000) + i);
                if (i % 5000 == 0)
                    GC.Collect(i / 5000 % 3);
            }

            foreach (Node? root in roots)
                root?.Verify();
        });
        Check.True(GC.CollectionCount(0) > before, "no collection happened under load");
    }

    private static void Weak()
    {
        (WeakReference held, WeakReference dropped, object holder) = MakeReferences();
        GC.Collect();
        Check.True(held.IsAlive, "an object that is held was collected");
        Check.True(!dropped.IsAlive, "an object that nobody holds was kept");
        GC.KeepAlive(holder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Held, WeakReference Dropped, object Holder) MakeReferences()
    {
        object holder = new();
        return (new WeakReference(holder), new WeakReference(new object()), holder);
    }

    private static void Finalizers()
    {
        const int Count = 1000;
        StrongBox<int> finalized = new();
        MakeFinalizable(Count, finalized);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        // A conservative look at the stack may keep the last one.
        Check.InRange(Volatile.Read(ref finalized.Value), Count - 1, Count, "finalizers that ran");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeFinalizable(int count, StrongBox<int> finalized)
    {
        for (int i = 0; i < count; i++)
            GC.KeepAlive(new Finalizable(finalized));
    }

    private static void Pinned()
    {
        byte[][] garbage = new byte[1000][];
        GCHandle[] pins = new GCHandle[20];
        IntPtr[] addresses = new IntPtr[pins.Length];
        for (int i = 0; i < garbage.Length; i++)
        {
            garbage[i] = new byte[100];
            if (i % 50 != 0)
                continue;
            garbage[i].AsSpan().Fill((byte)(i / 50));
            pins[i / 50] = GCHandle.Alloc(garbage[i], GCHandleType.Pinned);
            addresses[i / 50] = pins[i / 50].AddrOfPinnedObject();
        }

        Array.Clear(garbage);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        for (int i = 0; i < pins.Length; i++)
        {
            byte[] survivor = (byte[])pins[i].Target!;
            Check.Equal(addresses[i], pins[i].AddrOfPinnedObject(), "address of a pinned array after a compaction");
            Check.True(!survivor.AsSpan().ContainsAnyExcept((byte)i), "a pinned array was overwritten");
            pins[i].Free();
        }
    }

    private sealed class Node(Node? next, int value)
    {
        private readonly int _check = ~value;
        private readonly byte[] _payload = new byte[value % 97];

        public int Length { get; } = (next?.Length ?? 0) + 1;

        public void Verify()
        {
            int length = Length;
            for (Node? node = this; node is not null; node = node.Next)
            {
                Check.Equal(length--, node.Length, "a node's place in its list");
                Check.Equal(~node.Value, node._check, "a node's contents");
                Check.Equal(node.Value % 97, node._payload.Length, "length of a node's payload");
            }

            Check.Equal(0, length, "nodes missing from a list");
        }

        private Node? Next { get; } = next;

        private int Value { get; } = value;
    }

    private sealed class Finalizable(StrongBox<int> finalized)
    {
        ~Finalizable() => Interlocked.Increment(ref finalized.Value);
    }
}
