"""Queries that take less of Django's time. Both modules touch insides of Django that are not documented.

This is all that they touch; ``tests/delivery/queries/test_django_internals.py`` has a test for each, so that a new
version of Django that changes one fails there.

``json_prefetch``, where rows bring along what belongs to them:

- ``QuerySet._clone``, by which a queryset keeps attributes of its own
- ``QuerySet._fetch_all``, ``_result_cache`` and ``_iterable_class`` with ``ModelIterable``: when rows are there, and
  whether they are model instances
- ``Model._prefetched_objects_cache``, and in the querysets there ``_result_cache``, ``_prefetch_done`` and
  ``_deferred_filter``: what managers of related objects give instead of a query
- ``ModelState`` and the ``__dict__`` of an instance, as ``Model.from_db`` leaves them
- ``Field.set_cached_value``: the object that a foreign key leads to
- ``SQLCompiler.pre_sql_setup`` and ``Query.alias_map``: the SQL of a model's order
- ``ManyToManyField.m2m_column_name`` and ``m2m_reverse_name``, ``Options.private_fields`` with
  ``GenericForeignKey.ct_field``, ``ForeignObjectRel.get_accessor_name``; and of django-sortedm2m ``_sort_field_name``:
  how tables are joined

``precompiled``, whose SQL is put together once:

- ``Query.get_compiler`` and ``SQLCompiler.as_sql``: the SQL and its parameters
- ``SQLCompiler.select``, ``klass_info``, ``annotation_col_map`` and ``get_converters``: what in a row is what
- ``QuerySet._prefetch_related_lookups``: what rows bring along
"""
