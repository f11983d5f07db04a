namespace Sabos.Core.Memory;

/// <summary>The program's areas: a growing array, ordered by address, without overlap; neighbours that are alike are one.</summary>
internal static unsafe class AreaList
{
    private static Area* s_areas;
    private static int s_capacity;
    private static int s_lastFound;

    public static int Count { get; private set; }

    public static Area* At(int index) => s_areas + index;

    /// <summary>Room for <paramref name="more"/> areas, so that what follows cannot fail half done. False when memory is exhausted.</summary>
    public static bool Reserve(int more)
    {
        if (Count + more <= s_capacity)
            return true;
        int capacity = s_capacity == 0 ? 64 : s_capacity * 2;
        void* larger = Heap.Grow(s_areas, (ulong)(s_capacity * sizeof(Area)), (ulong)(capacity * sizeof(Area)));
        if (larger == null)
            return false;
        s_areas = (Area*)larger;
        s_capacity = capacity;
        return true;
    }

    /// <summary>The area that holds <paramref name="address"/>, or null.</summary>
    public static Area* Find(ulong address)
    {
        if (s_lastFound < Count && s_areas[s_lastFound].Start <= address && address < s_areas[s_lastFound].End)
            return s_areas + s_lastFound;
        int index = FirstEndingAfter(address);
        if (index == Count || s_areas[index].Start > address)
            return null;
        s_lastFound = index;
        return s_areas + index;
    }

    /// <summary>Index of the first area that ends after <paramref name="address"/>; <see cref="Count"/> if none does.</summary>
    public static int FirstEndingAfter(ulong address)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (s_areas[middle].End <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Adds an area where nothing is, merging it with its neighbours. Room has been reserved.</summary>
    public static void Insert(Area area)
    {
        int index = FirstEndingAfter(area.Start);
        bool joinsPrevious = index > 0 && s_areas[index - 1].ContinuesInto(area);
        bool joinsNext = index < Count && area.ContinuesInto(s_areas[index]);
        if (joinsPrevious && joinsNext)
        {
            s_areas[index - 1].End = s_areas[index].End;
            RemoveAt(index);
        }
        else if (joinsPrevious)
        {
            s_areas[index - 1].End = area.End;
        }
        else if (joinsNext)
        {
            s_areas[index].Start = area.Start;
        }
        else
        {
            PageOperations.Copy(s_areas + index + 1, s_areas + index, (ulong)((Count - index) * sizeof(Area)));
            s_areas[index] = area;
            Count++;
        }
    }

    public static void RemoveAt(int index)
    {
        Count--;
        PageOperations.Copy(s_areas + index, s_areas + index + 1, (ulong)((Count - index) * sizeof(Area)));
    }

    /// <summary>Cuts areas in two so that none crosses <paramref name="address"/>. Room for one has been reserved.</summary>
    public static void SplitAt(ulong address)
    {
        int index = FirstEndingAfter(address);
        if (index == Count || s_areas[index].Start >= address)
            return;
        PageOperations.Copy(s_areas + index + 1, s_areas + index, (ulong)((Count - index) * sizeof(Area)));
        s_areas[index].End = address;
        s_areas[index + 1].Start = address;
        Count++;
    }

    /// <summary>Start of the highest gap of <paramref name="length"/> bytes below <paramref name="ceiling"/> and above <paramref name="floor"/>, or 0.</summary>
    public static ulong FindGap(ulong length, ulong floor, ulong ceiling)
    {
        ulong end = ceiling;
        for (int index = Count - 1; index >= 0; index--)
        {
            Area* area = s_areas + index;
            if (area->Start >= end)
                continue;
            if (area->End <= end && end - area->End >= length)
                break;
            end = area->Start;
        }

        return end >= length && end - length >= floor ? end - length : 0;
    }
}
