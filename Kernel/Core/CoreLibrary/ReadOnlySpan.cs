namespace System;

/// <summary>A view of bytes that live as long as the image (<c>u8</c> literals, constant tables) or as long as the caller vouches for.</summary>
public readonly unsafe ref struct ReadOnlySpan<T> where T : unmanaged
{
    public readonly T* Pointer;
    public readonly int Length;

    // The three constructors below are the shapes the compiler emits for literals and constant tables.
    public ReadOnlySpan(void* pointer, int length)
    {
        Pointer = (T*)pointer;
        Length = length;
    }

    public ReadOnlySpan(T[] array) : this(array, 0, 0) { }

    public ReadOnlySpan(T[] array, int start, int length)
    {
        Pointer = null;
        Length = 0;
    }

    public static implicit operator ReadOnlySpan<T>(T[] array) => default;

    public T this[int index] => Pointer[index];
}
