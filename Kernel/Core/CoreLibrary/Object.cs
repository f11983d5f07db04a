namespace System;

/// <summary>The root of all types. Nothing is ever allocated: the core has no heap of objects.</summary>
public unsafe class Object
{
    // The compiler's layout of every object begins with this pointer.
#pragma warning disable CS0169 // used by generated code only
    private readonly void* _methodTable;
#pragma warning restore CS0169
}

/// <summary>Only literals exist; <c>u8</c> literals are what the core prints.</summary>
public sealed class String
{
    public readonly int Length;
    public readonly char FirstChar;
}

public abstract class Array { }
public abstract class Delegate { }
public abstract class MulticastDelegate : Delegate { }
public abstract class Type { }
public struct RuntimeTypeHandle { }
public struct RuntimeMethodHandle { }
public struct RuntimeFieldHandle { }
