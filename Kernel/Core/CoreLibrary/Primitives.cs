namespace System;

public struct Void { }
public struct Boolean { }
public struct Char { }
public struct SByte { }
public struct Byte { }
public struct Int16 { }
public struct UInt16 { }
public struct Int32 { }
public struct UInt32
{
    public const uint MaxValue = 0xFFFF_FFFF;
}

public struct Int64
{
    public const long MaxValue = 0x7FFF_FFFF_FFFF_FFFF;
}

public struct UInt64
{
    public const ulong MaxValue = 0xFFFF_FFFF_FFFF_FFFF;
}

public struct IntPtr { }
public struct UIntPtr { }
public struct Single { }
public struct Double { }

public abstract class ValueType { }
public abstract class Enum : ValueType { }
public struct Nullable<T> where T : struct { }
