using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A field or property of a user's type, as a column sees it.</summary>
internal sealed class RowMember
{
    public RowMember(MemberInfo info)
    {
        Info = info;
        MemberType = info is FieldInfo field ? field.FieldType : ((PropertyInfo)info).PropertyType;
        (ItemType, IsVector) = MemberType.IsArray ? (MemberType.GetElementType(), true)
            : MemberType.IsGenericType && MemberType.GetGenericTypeDefinition() == typeof(VBuffer<>) ? (MemberType.GetGenericArguments()[0], true)
            : (MemberType, false);
        // Strings are columns of text.
        if (ItemType == typeof(string)) ItemType = typeof(ReadOnlyMemory<char>);
    }

    public MemberInfo Info { get; }
    public Type MemberType { get; }
    public Type ItemType { get; }
    public bool IsVector { get; }

    /// <summary>The compiled access, once something has asked for it.</summary>
    public Delegate Reader { get; set; }
    public Delegate Writer { get; set; }
    public string ColumnName => Info.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? Info.Name;

    public static IEnumerable<RowMember> Of(Type userType, SchemaDefinition.Direction direction)
    {
        var fields = userType.GetFields(BindingFlags.Public | BindingFlags.Instance);
        var properties = userType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property =>
            property.GetIndexParameters().Length == 0
            && (direction.HasFlag(SchemaDefinition.Direction.Read) && property.GetGetMethod() != null
                || direction.HasFlag(SchemaDefinition.Direction.Write) && property.GetSetMethod() != null));
        foreach (var info in fields.Concat<MemberInfo>(properties))
        {
            var member = new RowMember(info);
            if (member.MemberType == typeof(IChannel) || info.IsDefined(typeof(NoColumnAttribute))) continue;
            foreach (var attribute in info.GetCustomAttributes<DataViewTypeAttribute>()) attribute.Register();
            yield return member;
        }
    }

    public static RowMember Find(Type userType, string name)
    {
        var info = (MemberInfo)userType.GetField(name) ?? userType.GetProperty(name);
        if (info != null) return new(info);
        throw Contracts.ExceptParam("userSchemaDefinition", "No field or property with name '{0}' found in type '{1}'", name, userType.FullName);
    }

    /// <summary>The column type by the .NET type and the attributes.</summary>
    public DataViewType ColumnType()
    {
        CheckKnown();
        if (DataViewTypeManager.Knows(ItemType, Info.GetCustomAttributes())) return DataViewTypeManager.GetDataViewType(ItemType, Info.GetCustomAttributes());
        var itemType = DataViewTypeManager.InferredType(ItemType);
        if (Info.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(ItemType))
            {
                throw Contracts.ExceptParam("userType",
                    "Member {0} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type", Info.Name);
            }
            itemType = new KeyDataViewType(ItemType, key.KeyCount.Count.GetValueOrDefault());
        }
        var vector = Info.GetCustomAttribute<VectorTypeAttribute>();
        if (vector != null && !IsVector)
        {
            throw Contracts.ExceptParam("userType",
                $"Member {Info.Name} marked with {nameof(VectorTypeAttribute)}, but does not appear to be a vector type");
        }
        return !IsVector ? itemType : vector?.Dims is { Length: > 0 } dims ? new VectorDataViewType(itemType, dims) : new VectorDataViewType(itemType);
    }

    public void CheckKnown()
    {
        if (DataViewTypeManager.InferredType(ItemType) != null || DataViewTypeManager.Knows(ItemType, Info.GetCustomAttributes())) return;
        throw Contracts.ExceptParam("rawType", "Could not determine an IDataView type and registered custom types for member {0}", Info.Name);
    }
}
