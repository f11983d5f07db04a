using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A bounded number of equal buffers, made when first needed and then used again.</summary>
internal sealed class PagePool(int capacity)
{
    public const int PageSize = 2048;

    private readonly Stack<byte[]> _free = new(capacity);
    private int _made;

    public int Available => _free.Count + capacity - _made;

    public bool TryRent(out byte[]? page)
    {
        if (_free.TryPop(out page))
        {
            return true;
        }

        if (_made == capacity)
        {
            return false;
        }

        _made++;
        page = new byte[PageSize];
        return true;
    }

    public void Return(byte[] page) => _free.Push(page);
}
