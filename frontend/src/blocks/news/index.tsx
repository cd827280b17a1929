import { lazy } from 'react';
import type { NewsBlock } from '@/api-types';
import { List } from '@/blocks/news/List';
import { Late } from '@/components/Late';
import { readPage } from '@/lib/paths';
import { useVisit } from '@/lib/visit';

const LaterList = lazy(() => import('@/blocks/news/LaterList'));

/** A list of news. Its first page comes with the page around it, the others when they are asked for. */
export default function NewsList(first: NewsBlock['value']) {
  const page = readPage(useVisit().search);
  if (page === 1) return <List news={first} />;
  return (
    <Late>
      <LaterList path={first.path} page={page} />
    </Late>
  );
}
